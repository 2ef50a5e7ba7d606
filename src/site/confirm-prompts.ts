import type { YamlFile } from '../flow/yaml';
import type { PromptCheck } from './prompts';
import type { Reader } from './reader';

type Written = Readonly<Record<string, { readonly confirm?: { readonly prompt: string } | undefined }>>;

/** Remembers what agents are told before they get a caller: of queues, agents or profiles. */
export function noteConfirms(reader: Reader, yaml: YamlFile, what: string, written: Written): void {
  for (const [name, { confirm }] of Object.entries(written))
    if (confirm)
      reader.confirms.push({ prompt: confirm.prompt, place: yaml.place([what, name, 'confirm', 'prompt']), by: name });
}

/** Agents hear the site's own language. */
export function checkConfirmPrompts({ confirms }: Reader, check: PromptCheck, language: string): void {
  for (const { prompt, place, by } of confirms)
    check.need(prompt, new Set([language]), place, ', and agents hear it before they get a caller', `confirm of ${by}`);
}
