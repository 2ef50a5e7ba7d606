import { z } from 'zod';
import type { Numbering } from '../domain/numbering';
import { digitRange } from '../flow/values';

const digits = (most: number, what: string) =>
  z.string().regex(new RegExp(`^[0-9]{0,${most}}$`), {
    error: (issue) => `needs ${what} in quotes, not ${JSON.stringify(issue.input)}`,
  });

/** How numbers are written at a place; see `domain/numbering.ts`. */
export const numbering = z
  .strictObject({
    country: digits(3, 'the code of a country like "7"').min(1).describe('The code of the country: "7", "49", "1"'),
    digits: digitRange().describe('How many digits a number has within the country, without the prefix: 10, or 6..11'),
    trunk: digits(3, 'a prefix like "8" or "0"')
      .default('')
      .describe('What is dialled before a number within the country: "8", "0"; "" where nothing is'),
    international: digits(5, 'a prefix like "810" or "00"')
      .default('00')
      .describe('What is dialled before the code of another country: "00", "810", "011"'),
  })
  .transform(({ country, digits: { min, max }, trunk, international }): Numbering => ({
    country,
    trunk,
    international,
    least: min,
    most: max,
  }))
  .describe(
    'How numbers are written here: then +7 495 …, 8 495 … and 7495 … are one number, as calls come and as files have it',
  );
