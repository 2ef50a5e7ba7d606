const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

/** The live tests run the node as it is shipped: compiled. */
module.exports = () => {
  const root = join(__dirname, '../..');
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
};
