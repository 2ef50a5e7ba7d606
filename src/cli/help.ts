import type { Command, Option } from 'commander';
import { formatDuration } from '../domain/time';
import { Usage } from './failure';
import { duration } from './option-values';

/** Makes every command of the program explain itself, and refuse what nobody can mean. */
export function explainThemselves(program: Command): void {
  program.configureHelp({ optionDescription });
  for (const command of program.commands)
    command.copyInheritedSettings(program).showHelpAfterError(`(carillon ${command.name()} --help tells all about it)`);
  program.hook('preAction', (_, { registeredArguments, args, processedArgs }) => {
    const empty = registeredArguments.find(
      (_argument, at) => args[at]?.trim() === '' && processedArgs[at] !== undefined,
    );
    if (empty) throw new Usage(`${empty.name()} is empty; expected: ${empty.description}`);
  });
}

/** Commander's, with defaults as people write them: `30m`, not 1800000; and nothing where off is the default. */
function optionDescription(option: Option): string {
  const { description, argChoices, defaultValueDescription } = option;
  const defaultValue: unknown = option.defaultValue;
  const more = [
    ...(argChoices ? [argChoices.join(', ')] : []),
    ...defaultOf(option, defaultValueDescription ?? written(option, defaultValue)),
  ].join('; ');
  return more === '' ? description : `${description} (${more})`;
}

const defaultOf = ({ description }: Option, value: string): readonly string[] =>
  value === '' || description.includes('default:') ? [] : [`default: ${value}`];

function written({ parseArg }: Option, value: unknown): string {
  if (parseArg === duration && typeof value === 'number') return formatDuration(value);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
