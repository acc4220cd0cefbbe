import { z } from 'zod'
import { PolicyRules } from '../../main/contract/policy.ts'
import { settingsJsonSchema } from '../../main/contract/settings.ts'
import { channels } from '../../main/core/channels/registry.ts'

/**
 * The fields that a policy can decide, read off the schemas that judge policy.json: a field that is added
 * there stands here by itself.
 */

type Kind =
  | { kind: 'text'; longest: number | null }
  | { kind: 'number'; from: number; to: number }
  | { kind: 'switch' }
  | { kind: 'choice'; choices: string[] }
  | { kind: 'lines' }

export type PolicyField = Kind & {
  /** As in error messages, `retention.deliveredDays`. */
  name: string
}

const Node = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  propertyNames: z.object({ enum: z.array(z.string()) }).optional(),
  additionalProperties: z.unknown().optional(),
})

/** Larger numbers do not fit into the registry's DWORD as group policy's editor takes it. */
const LARGEST = 2_147_483_647

const fieldsOf = (schema: unknown, name: string): PolicyField[] => {
  const node = Node.parse(schema)
  const inside = (key: string, inner: unknown) => fieldsOf(inner, name === '' ? key : `${name}.${key}`)
  if (node.propertyNames) return node.propertyNames.enum.flatMap((key) => inside(key, node.additionalProperties))
  if (node.properties) return Object.entries(node.properties).flatMap(([key, inner]) => inside(key, inner))
  if (node.enum) return [{ name, kind: 'choice', choices: node.enum }]
  switch (node.type) {
    case 'array':
      return [{ name, kind: 'lines' }]
    case 'boolean':
      return [{ name, kind: 'switch' }]
    case 'number':
    case 'integer':
      return [{ name, kind: 'number', from: node.minimum ?? 0, to: node.maximum ?? LARGEST }]
    case 'string':
      return [{ name, kind: 'text', longest: node.maxLength ?? null }]
    default:
      throw new Error(`The field ${name} of the settings has a kind that no policy template knows.`)
  }
}

/** Every field of policy.json, in the order of the schema. The version of the file is none of them. */
export const policyFields = (): PolicyField[] =>
  [
    ...fieldsOf(settingsJsonSchema(channels.all), ''),
    ...fieldsOf(z.toJSONSchema(PolicyRules, { io: 'input' }), ''),
  ].filter(({ name }) => name !== 'version')
