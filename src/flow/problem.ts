/** Where something stands in a site folder; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

/** One mistake in a site, said so that whoever made it can mend it. Codes are stable; docs/problems.md explains each. */
export interface Problem extends Place {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
}

export const hasErrors = (problems: readonly Problem[]): boolean => problems.some((p) => p.severity === 'error');

/** Collects what is wrong instead of stopping at the first. */
export class Problems {
  private readonly list: Problem[] = [];

  error({ file, line, col }: Place, code: string, message: string): void {
    this.list.push({ file, line, col, severity: 'error', code, message });
  }

  warn({ file, line, col }: Place, code: string, message: string): void {
    this.list.push({ file, line, col, severity: 'warning', code, message });
  }

  add(...more: readonly Problem[]): void {
    this.list.push(...more);
  }

  get failed(): boolean {
    return hasErrors(this.list);
  }

  /** In the order of the files and lines. */
  sorted(): readonly Problem[] {
    return [...this.list].sort((a, b) => a.file.localeCompare(b.file, 'en') || a.line - b.line || a.col - b.col);
  }
}
