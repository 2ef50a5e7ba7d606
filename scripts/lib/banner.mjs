import { shown } from './places.mjs';

/** What a newcomer sees when all is up: where everything is, and what to try next. */
export function banner({ ready, token, home, took, command }, { bold, dim, cyan, green }) {
  const page = address(ready.http);
  const [number = '1000'] = ready.numbers.map((one) => one.number);
  const [agent = 'anna'] = ready.agents;
  const row = (name, text) => `  ${dim(name.padEnd(9))} ${text}`;
  const numbers = ready.numbers.map(({ number: dialled, flow, person }) =>
    `${bold(dialled)} ${flow ?? person ?? ''}`.trim(),
  );
  return [
    '',
    green(`  Carillon is ready (${took}).`),
    '',
    row('Floor', cyan(page)),
    row('API', `${cyan(`${page}api/v1`)}  ${dim('with the header Authorization: Bearer and the token')}`),
    row('Token', token),
    row('SIP', `${ready.sip.host}:${ready.sip.port}`),
    row('Numbers', numbers.join(dim(' · '))),
    row('Logs', `${shown(home.at('log'))}/`),
    '',
    `  Be the agent, in a second terminal:   ${bold(`${command} phone ${agent} --available`)}`,
    `  Be the caller, in a third:            ${bold(`${command} call ${number}`)}`,
    '',
    dim(`  Ctrl-C stops everything. The data stays in ${shown(home.folder)}.`),
    '',
  ];
}

export function address({ host, port }) {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}/`;
}
