import { fillIn, valueOf } from '../../../src/adapters/crm/environment';

const environment = { CRM_TOKEN: 'crm', EMPTY: '', CARILLON_DB_URL: 'mysql://root:secret@db/carillon' };

test('a variable of the environment stands for its value', () => {
  expect(fillIn('Bearer ${CRM_TOKEN}, $CRM_TOKEN', environment)).toBe('Bearer crm, $CRM_TOKEN');
  expect(valueOf('CRM_TOKEN', environment)).toBe('crm');
});

test.each(['EMPTY', 'MISSING'])('%s is not set', (name) => {
  expect(() => valueOf(name, environment)).toThrow(`the environment variable ${name} is not set`);
});

test.each(['CARILLON_DB_URL', 'CARILLON_MISSING'])("%s is Carillon's own", (name) => {
  const refused = `${name}: variables that begin with CARILLON_ are settings of Carillon itself`;
  expect(() => valueOf(name, environment)).toThrow(refused);
  expect(() => fillIn(`Bearer \${${name}}`, environment)).toThrow(refused);
});
