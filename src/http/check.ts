import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import type { FieldError } from './problem';

type Where = FieldError['in'];
type Issue = z.core.$ZodIssue;

/** Everything that is wrong with one part of a request, or what it says. */
export function check<S extends z.ZodObject>(
  schema: S,
  where: Where,
  value: unknown,
): { readonly value: z.output<S> } | { readonly errors: readonly FieldError[] } {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data };
  const known = Object.keys(schema.shape);
  return { errors: result.error.issues.flatMap((issue) => fieldErrors(issue, where, known)) };
}

function fieldErrors(issue: Issue, where: Where, known: readonly string[]): FieldError[] {
  const at = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      in: where,
      path: [...at, key].join('.'),
      detail: `there is no ${where === 'query' ? 'parameter' : 'field'} of this name`,
      remedy: unknownRemedy(key, known),
    }));
  return [{ in: where, path: at.join('.'), detail: issue.message, remedy: remedyOf(issue) }];
}

function unknownRemedy(key: string, known: readonly string[]): string {
  if (known.length === 0) return 'leave it out; nothing is taken here';
  const near = closest(key, known);
  return distance(key, near) <= 2 ? `did you mean ${near}?` : `use one of ${known.join(', ')}`;
}

function remedyOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `use one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return `give ${issue.expected === 'object' ? 'a JSON object' : `a ${issue.expected}`}`;
    case 'too_small':
      return issue.origin === 'string' ? `give at least ${issue.minimum} characters` : `use ${issue.minimum} or more`;
    case 'too_big':
      return issue.origin === 'string' ? `give at most ${issue.maximum} characters` : `use ${issue.maximum} or less`;
    default:
      return 'see openapi.json for what is expected';
  }
}
