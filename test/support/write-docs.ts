import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTexts } from '../../main/adapters/texts.ts'
import { channels } from '../../main/core/channels/registry.ts'
import { playbookPage } from '../../main/core/playbook/catalogue.ts'

/** `npm run docs`: writes the pages of docs/ that are made from the program itself. A test compares them. */
writeFileSync(
  join(import.meta.dirname, '../../docs/playbook.md'),
  playbookPage(createTexts().in('en'), channels.labelOf),
)
