import type { SampleGuest } from './sample-exports.ts'

/** Invented guests of the practice hotel. No two share both names, and none is anybody. */
export const practiceGuests: readonly SampleGuest[] = [
  { given: 'Ana', surname: 'Muster', email: 'ana.muster@example.com' },
  { given: 'Jürgen', surname: 'Großmann', phone: '+43 1 5550101' },
  { given: 'Élodie', surname: 'Lefèvre', email: 'elodie@example.com' },
  { given: 'Łukasz', surname: 'Wiśniewski' },
  { given: 'Siobhán', surname: "O'Rourke", phone: '+353 1 5550102' },
  { given: 'Søren', surname: 'Bjørnsen' },
  { given: 'Íñigo', surname: 'Núñez Peña', email: 'inigo@example.com' },
  { given: 'Žofie', surname: 'Dvořáková' },
  { given: 'Ayşe', surname: 'Yıldırım' },
  { given: 'Thị Mai', surname: 'Nguyễn' },
  { given: '花子', surname: '山田' },
  { given: 'Giulia', surname: "Dell'Acqua" },
  { given: 'Tomás', surname: 'da Conceição' },
  { given: 'Ольга', surname: 'Соколова' },
  { given: 'Νίκος', surname: 'Παππάς' },
  { given: 'Bo', surname: 'Li' },
]
