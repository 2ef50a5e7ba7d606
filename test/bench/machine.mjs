import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { programPath, repository } from '../../scripts/lib/places.mjs';

/** What a figure is worth nothing without; nothing that names the machine. */
export function machineFacts(asterisk) {
  const [{ model }] = cpus();
  return {
    cores: cpus().length,
    cpu: model.trim(),
    memoryGb: Number((totalmem() / 2 ** 30).toFixed(1)),
    system: /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '',
    kernel: release(),
    node: process.version,
    ...(asterisk !== undefined && {
      asterisk,
      redis: versionIn('redis-server', '--version', /v=(\S+)/),
      mariadb: versionIn('mariadbd', '--version', /Ver (\S+)/),
      sipp: versionIn('sipp', '-v', /SIPp (v[\d.]+)/),
    }),
    carillon: said('git', ['-C', repository, 'describe', '--always', '--dirty']).trim(),
  };
}

const versionIn = (program, option, pattern) => pattern.exec(said(programPath(program), [option]))?.[1] ?? '';

/** Some print their version and end with an error. */
function said(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    return error.stdout ?? '';
  }
}
