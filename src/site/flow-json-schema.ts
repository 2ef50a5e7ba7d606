import { z } from 'zod';
import { flowFile } from '../flow/parse';
import { limitShape } from '../flow/read-steps';
import type { AnyStepKind } from '../flow/step';
import { stepKinds, stepNames } from '../flow/steps/registry';
import { converted, hoisted, type JsonSchema } from './zod-to-json';

const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });

/**
 * Steps are told apart by the key they have, with `if` and `then`, not with `oneOf`: so an editor complains of what is
 * wrong in the step that is meant, and completes the settings of that step alone.
 */
export function flowSchema(): JsonSchema {
  const { properties, ...head } = converted(flowFile);
  const { steps, ...others } = properties as Record<string, JsonSchema>;
  const labels: JsonSchema = {
    description: 'The labels, each with the steps that run there from top to bottom; below the last one the flow ends',
    ...steps,
    additionalProperties: {
      description: 'A label, and the steps that run there',
      type: 'array',
      minItems: 1,
      items: ref('step'),
    },
  };
  const definitions: Record<string, JsonSchema> = { step: stepSchema(), block: BLOCK };
  for (const name of stepNames) definitions[`step_${name}`] = settingsSchema(name);
  return hoisted({ ...head, properties: { ...others, steps: labels }, definitions });
}

const BLOCK: JsonSchema = {
  description: 'Steps, a single step, or the name of a label',
  type: ['array', 'object', 'string'],
  if: { type: 'array' },
  then: { minItems: 1, items: ref('step') },
  else: { if: { type: 'object' }, then: ref('step') },
};

function stepSchema(): JsonSchema {
  const alone = stepNames.filter((name) => (stepKinds[name] as AnyStepKind).bare !== undefined);
  const settings = (name: string): JsonSchema => ({ ...ref(`step_${name}`) });
  const none: JsonSchema = {
    properties: Object.fromEntries(
      stepNames.filter((name) => !alone.includes(name)).map((name) => [name, settings(name)]),
    ),
    additionalProperties: false,
    errorMessage: `This is no step. Steps are ${stepNames.join(', ')}.`,
    defaultSnippets: alone.map((name) => ({ label: name, description: stepKinds[name].about, body: name })),
  };
  const choices = stepNames.map((name) => ({
    if: { type: 'object', required: [name] },
    then: {
      properties: { [name]: settings(name), ...besides(name) },
      additionalProperties: false,
      errorMessage: `This does not belong beside ${name}. Is it indented too little, or is a dash missing?`,
    },
  }));
  return {
    description: 'A step: "- name: settings", or "- name" where it needs none',
    if: { type: 'string' },
    then: {
      enum: alone,
      enumDescriptions: alone.map((name) => stepKinds[name].about),
      errorMessage: `This is no step that can stand alone. Those are ${alone.join(', ')}; others need settings.`,
    },
    else: {
      type: 'object',
      errorMessage: 'A step is written like "- answer" or "- play: office/welcome"',
      // An editor asks while nothing is written yet, too: hence the type.
      if: { type: 'object', anyOf: stepNames.map((name) => ({ required: [name] })) },
      then: { allOf: choices },
      else: none,
    },
  };
}

/** What may stand beside a step's own key. */
function besides(name: keyof typeof stepKinds): Record<string, JsonSchema> {
  const { blocks = [] } = stepKinds[name] as AnyStepKind;
  const limits = converted(z.strictObject(limitShape)).properties as Record<string, JsonSchema>;
  return { ...Object.fromEntries(blocks.map((block) => [block, ref('block')])), ...limits };
}

function settingsSchema(name: keyof typeof stepKinds): JsonSchema {
  const { about, manual, schema } = stepKinds[name] as AnyStepKind;
  const example = manual ? `\n\n\`\`\`yaml\n${manual.example}\`\`\`` : '';
  const { description: _, ...settings } = converted(schema);
  return { ...settings, title: name, description: about, markdownDescription: `${about}${example}` };
}
