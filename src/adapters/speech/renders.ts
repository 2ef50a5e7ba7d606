/** One piece of work that several may wait for. */
interface Render {
  readonly key: string;
  readonly work: () => Promise<unknown>;
  readonly promise: Promise<unknown>;
  readonly settle: { resolve(value: unknown): void; reject(why: unknown): void };
  urgent: boolean;
  /** How many wait for it. */
  waiting: number;
}

export interface Ticket<T> {
  readonly result: Promise<T>;
  /** Waits no longer; work that nobody waits for any more, and that has not begun, never begins. */
  leave(): void;
}

/**
 * Does so many things at once and no more; what is asked for twice is done once. What a caller waits for goes first, and
 * a place is always kept for it.
 */
export class Renders {
  private readonly known = new Map<string, Render>();
  private readonly line: Render[] = [];
  private running = 0;

  constructor(private readonly together: number) {}

  ask<T>(key: string, work: () => Promise<T>, urgent: boolean): Ticket<T> {
    const render = this.known.get(key) ?? this.queue(key, work);
    render.waiting++;
    if (urgent) render.urgent = true;
    this.next();
    let left = false;
    return {
      // Equal keys are equal work, and give the same kind of result.
      result: render.promise as Promise<T>,
      leave: () => {
        if (left) return;
        left = true;
        render.waiting--;
        const place = this.line.indexOf(render);
        if (render.waiting > 0 || place < 0) return;
        this.line.splice(place, 1);
        this.known.delete(key);
        render.settle.reject(new Error('nobody waits for it any more'));
      },
    };
  }

  private queue(key: string, work: () => Promise<unknown>): Render {
    let settle: Render['settle'] | undefined;
    const promise = new Promise<unknown>((resolve, reject) => (settle = { resolve, reject }));
    // Whoever left does not hear how it ended.
    promise.catch(() => undefined);
    if (!settle) throw new Error('a promise did not begin');
    const render: Render = { key, work, promise, settle, urgent: false, waiting: 0 };
    this.known.set(key, render);
    this.line.push(render);
    return render;
  }

  private next(): void {
    while (this.running < this.together) {
      const urgent = this.line.findIndex((render) => render.urgent);
      const [render] =
        urgent >= 0 ? this.line.splice(urgent, 1) : this.running < this.together - 1 ? this.line.splice(0, 1) : [];
      if (!render) return;
      this.running++;
      void this.run(render);
    }
  }

  private async run(render: Render): Promise<void> {
    try {
      render.settle.resolve(await render.work());
    } catch (error) {
      render.settle.reject(error);
    } finally {
      this.running--;
      this.known.delete(render.key);
      this.next();
    }
  }
}
