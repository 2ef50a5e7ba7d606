/** What a talk may have come to: a code that is given, or a branch of such codes. */
export interface DispositionNode {
  /** Unique within its tree. */
  readonly code: string;
  /** What people read, by language; `''` for every other. */
  readonly labels: Readonly<Record<string, string>>;
  /** Only leaves are given. */
  readonly below: readonly DispositionNode[];
}

/** What a queue wants to be told of each talk. */
export interface DispositionRule {
  readonly tree: readonly DispositionNode[];
  /** Wrap-up does not end by the agent without one. */
  readonly required: boolean;
  /** Given by the floor when the agent gave none; `null`: nothing is. */
  readonly otherwise: string | null;
}

/** Every code that may be given, with the branches that lead to it. */
export function leavesOf(
  tree: readonly DispositionNode[],
  above: readonly DispositionNode[] = [],
): readonly { readonly code: string; readonly path: readonly DispositionNode[] }[] {
  return tree.flatMap((node) => {
    const path = [...above, node];
    return node.below.length === 0 ? [{ code: node.code, path }] : leavesOf(node.below, path);
  });
}
