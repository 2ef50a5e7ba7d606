import type { Flow, Parameter } from '../flow/flow';
import type { Problems } from '../flow/problem';
import { didYouMean, type Path, type YamlFile } from '../flow/yaml';

export type HandedOver = Readonly<Record<string, string | number | boolean>>;

interface Where {
  readonly yaml: YamlFile;
  readonly problems: Problems;
}

/** A number hands over to its flow what that takes; `path` is where the flow is named, with `with` beside it. */
export function checkHandedOver(flow: Flow, given: HandedOver, path: Path, { yaml, problems }: Where): void {
  const known = [...flow.takes.keys()];
  const beside = [...path.slice(0, -1), 'with'];
  for (const [name, value] of Object.entries(given)) {
    const parameter = flow.takes.get(name);
    if (!parameter)
      problems.error(
        yaml.placeOfKey([...beside, name]),
        'FLOW014',
        `${flow.name} takes no ${name}${didYouMean(name, known)}; it takes ${known.join(', ') || 'nothing'}`,
      );
    else if (!isOf(value, parameter.type))
      problems.error(
        yaml.place([...beside, name]),
        'FLOW014',
        `${name}: ${JSON.stringify(value)} is a ${NAMES[typeof value] ?? typeof value}, and ${flow.name} takes a ${parameter.type}`,
      );
  }
  const missing = [...flow.takes].filter(
    ([name, { otherwise }]) => otherwise === undefined && !Object.hasOwn(given, name),
  );
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name);
  problems.error(
    yaml.place(path),
    'FLOW014',
    `${flow.name} needs ${names.join(', ')}: with: { ${names.map((name) => `${name}: …`).join(', ')} }`,
  );
}

const NAMES: Readonly<Record<string, string>> = { boolean: 'bool' };

function isOf(value: HandedOver[string], type: Parameter['type']): boolean {
  if (type === 'any') return true;
  return type === 'bool' ? typeof value === 'boolean' : typeof value === type;
}
