import { storiesSchema, storySchema } from '../sim/story/schema';
import { flowSchema } from './flow-json-schema';
import {
  agentsFile,
  connectorsFile,
  listFile,
  numbersFile,
  promptsFile,
  queuesFile,
  schedulesFile,
  siteFile,
} from './schemas';
import { trunksFile } from './trunks';
import { writableListsFile } from './writable-lists';
import { converted, hoisted, type JsonSchema } from './zod-to-json';

const files: Readonly<Record<string, { readonly about: string; readonly schema: () => JsonSchema }>> = {
  flow: { about: 'A flow of a Carillon site: flows/*.yaml', schema: flowSchema },
  site: { about: 'site.yaml of a Carillon site', schema: () => converted(siteFile) },
  numbers: { about: 'numbers.yaml of a Carillon site', schema: () => converted(numbersFile) },
  queues: { about: 'queues.yaml of a Carillon site', schema: () => converted(queuesFile) },
  agents: { about: 'agents.yaml of a Carillon site', schema: () => converted(agentsFile) },
  schedules: { about: 'schedules.yaml of a Carillon site', schema: () => converted(schedulesFile) },
  trunks: { about: 'trunks.yaml of a Carillon site', schema: () => converted(trunksFile) },
  connectors: { about: 'connectors.yaml of a Carillon site', schema: () => converted(connectorsFile) },
  'writable-lists': {
    about: 'lists.yaml of a Carillon site: the lists that may be added to while the centre runs',
    schema: () => converted(writableListsFile),
  },
  lists: { about: 'A list of a Carillon site: lists/*.yaml', schema: () => converted(listFile) },
  prompts: {
    about: 'What prompts say, in one language: prompts/*.yaml of a Carillon site',
    schema: () => converted(promptsFile),
  },
  stories: { about: 'Stories of a Carillon site: stories/*.yaml', schema: storiesFile },
};

export const schemaNames: readonly string[] = Object.keys(files);

/** The JSON Schema of a kind of file of the site folder; `undefined` for a name that is none of `schemaNames`. */
export function jsonSchemaOf(name: string): JsonSchema | undefined {
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (!file) return undefined;
  const { properties, ...schema } = file.schema();
  const { $schema: _, ...settings } = (properties ?? {}) as JsonSchema;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    description: file.about,
    ...schema,
    properties: { $schema: OF_EDITORS, ...settings },
  };
}

const OF_EDITORS = { type: 'string', description: 'The schema of this file, for editors', doNotSuggest: true };

/** Its name in a folder of schemas. */
export const schemaFile = (name: string): string => `${name}.schema.json`;

/** As it lies on disk and goes over HTTP. */
export const schemaText = (schema: JsonSchema): string => `${JSON.stringify(schema, null, 2)}\n`;

/** One story, or several with what is given for all of them. */
function storiesFile(): JsonSchema {
  const [one, several] = [converted(storySchema), converted(storiesSchema)];
  const { required: _, additionalProperties: __, properties, ...rest } = several;
  return hoisted({
    ...rest,
    properties: { ...(one['properties'] as object), ...(properties as object) },
    if: { required: ['stories'] },
    then: several,
    else: one,
  });
}
