/** Whether 13 to 19 digits end in the check digit that payment cards carry (ISO/IEC 7812-1, annex B). */
export const isCardNumber = (digits: string): boolean => {
  if (!/^\d{13,19}$/.test(digits)) return false
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place])
    const doubled = place % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
