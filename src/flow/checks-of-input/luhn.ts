/** The check digit of payment cards, IMEIs and many account numbers (ISO/IEC 7812-1, annex B): mod 10, every second doubled. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  let doubled = false;
  for (const key of Array.from(digits).reverse()) {
    const digit = Number(key);
    sum += doubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
    doubled = !doubled;
  }
  return digits.length > 1 && sum % 10 === 0;
}
