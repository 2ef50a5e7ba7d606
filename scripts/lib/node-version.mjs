/** The least versions that can `require` an ES module, which Carillon's libraries need. */
const LEAST = new Map([
  [20, 19],
  [22, 12],
]);

/** A sentence when this Node is too old, else ''. This file must be understood by the old ones too. */
export function nodeProblem(version) {
  const [major, minor] = version.split('.').map(Number);
  const newEnough = major > 22 || minor >= (LEAST.get(major) ?? Infinity);
  return newEnough
    ? ''
    : `Carillon needs Node 20.19 or later (of the 22 line, 22.12), and this is ${version}: install a newer Node and try again.`;
}

export function requireNode() {
  const problem = nodeProblem(process.versions.node);
  if (problem === '') return;
  console.error(problem);
  process.exit(1);
}
