/** A number being typed on the keys, until Enter dials it. */
export class Dialled {
  private digits = '';

  /** '' when nothing is being dialled. */
  get number(): string {
    return this.digits;
  }

  /** Whether the key was for us, and the number when it is whole. */
  key(key: string): { readonly taken: boolean; readonly dial?: string } {
    if (/^[0-9*#+]$/.test(key)) {
      this.digits += key;
      return { taken: true };
    }
    if (this.digits === '') return { taken: false };
    const number = this.digits;
    if (key === 'backspace') this.digits = number.slice(0, -1);
    else if (key === 'escape' || key === 'h') this.digits = '';
    else if (key === 'enter') {
      this.digits = '';
      return { taken: true, dial: number };
    } else return { taken: false };
    return { taken: true };
  }
}
