import { dirname } from 'node:path';
import ts from 'typescript';
import { mutated } from './mutators.mjs';

/** Asks the compiler, which also catches bugs: it stays warm, so that a file with one mutant in it takes no second. */
export class Types {
  #changed = { path: '', text: '', version: 0 };
  #service;

  constructor(project) {
    const { config } = ts.readConfigFile(project, ts.sys.readFile);
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(project));
    const files = fileNames.filter((name) => /\/src\/(acd|domain)\//.test(name));
    const textOf = (path) => (path === this.#changed.path ? this.#changed.text : ts.sys.readFile(path));
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => ({ ...options, noEmit: true }),
      getScriptFileNames: () => files,
      getScriptVersion: (path) => (path === this.#changed.path ? `changed ${this.#changed.version}` : 'as it is'),
      getScriptSnapshot: (path) => {
        const text = textOf(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => dirname(project),
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: ts.sys.fileExists,
      readFile: textOf,
      readDirectory: ts.sys.readDirectory,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
    });
  }

  /** Whether the compiler has nothing against the file with this mutant. */
  allows(path, text, mutant) {
    this.#changed = { path, text: mutated(text, mutant), version: this.#changed.version + 1 };
    return (
      this.#service.getSyntacticDiagnostics(path).length === 0 &&
      this.#service.getSemanticDiagnostics(path).length === 0
    );
  }
}
