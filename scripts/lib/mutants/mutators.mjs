import ts from 'typescript';

/**
 * @typedef {{ kind: string, start: number, end: number, was: string, now: string, line: number }} Mutant
 * One small bug: the text from `start` to `end` is `now` instead of `was`.
 */

const K = ts.SyntaxKind;

/** What each operator is taken for by mistake. */
const operators = new Map([
  [
    K.LessThanToken,
    [
      ['boundary', '<='],
      ['negation', '>='],
    ],
  ],
  [
    K.LessThanEqualsToken,
    [
      ['boundary', '<'],
      ['negation', '>'],
    ],
  ],
  [
    K.GreaterThanToken,
    [
      ['boundary', '>='],
      ['negation', '<='],
    ],
  ],
  [
    K.GreaterThanEqualsToken,
    [
      ['boundary', '>'],
      ['negation', '<'],
    ],
  ],
  [K.EqualsEqualsEqualsToken, [['negation', '!==']]],
  [K.ExclamationEqualsEqualsToken, [['negation', '===']]],
  [K.PlusToken, [['arithmetic', '-']]],
  [K.MinusToken, [['arithmetic', '+']]],
  [K.AsteriskToken, [['arithmetic', '/']]],
  [K.SlashToken, [['arithmetic', '*']]],
  [K.AsteriskAsteriskToken, [['arithmetic', '*']]],
  [K.PlusEqualsToken, [['arithmetic', '-=']]],
  [K.MinusEqualsToken, [['arithmetic', '+=']]],
  [K.AmpersandAmpersandToken, [['logic', '||']]],
  [K.BarBarToken, [['logic', '&&']]],
]);

const methods = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['find', 'findLast'],
  ['findLast', 'find'],
  ['findLastIndex', 'findIndex'],
  ['min', 'max'],
  ['max', 'min'],
  ['push', 'unshift'],
  ['add', 'delete'],
  ['delete', 'has'],
]);

/** Calls that hand on what they were asked of, so that one can be left out. */
const passing = new Set(['filter', 'sort', 'slice', 'reverse', 'toSorted']);

/** Every mutant of a file, in the order of its text. */
export function mutantsOf(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  /** @type {Mutant[]} */
  const mutants = [];
  const replace = (node, kind, now) => {
    const start = node.getStart(source);
    const was = text.slice(start, node.end);
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    if (was !== now) mutants.push({ kind, start, end: node.end, was, now, line });
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isTypeAliasDeclaration(node)) return;
    for (const [kind, now] of changesTo(node, (each) => each.getText(source))) replace(node, kind, now);
    if (ts.isBinaryExpression(node))
      for (const [kind, now] of operators.get(node.operatorToken.kind) ?? []) replace(node.operatorToken, kind, now);
    const condition = conditionOf(node);
    if (condition) {
      if (!ts.isWhileStatement(node)) replace(condition, 'condition', 'true');
      replace(condition, 'condition', 'false');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants.sort((a, b) => a.start - b.start || a.end - b.end);
}

function conditionOf(node) {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return node.expression;
  return ts.isConditionalExpression(node) || ts.isForStatement(node) ? node.condition : undefined;
}

/** What the node as a whole may become. */
function* changesTo(node, textOf) {
  if (ts.isExpressionStatement(node)) yield ['statement', ';'];
  else if ((ts.isReturnStatement(node) && !node.expression) || ts.isContinueStatement(node)) yield ['statement', ';'];
  else if (ts.isPrefixUnaryExpression(node)) {
    if (node.operator === K.ExclamationToken) yield ['negation', textOf(node.operand)];
    if (node.operator === K.MinusToken) yield ['arithmetic', `+${textOf(node.operand)}`];
  } else if (ts.isPostfixUnaryExpression(node))
    yield ['arithmetic', `${textOf(node.operand)}${node.operator === K.PlusPlusToken ? '--' : '++'}`];
  else if (node.kind === K.TrueKeyword) yield ['literal', 'false'];
  else if (node.kind === K.FalseKeyword) yield ['literal', 'true'];
  else if (ts.isNumericLiteral(node)) yield ['literal', `${Number(node.text.replaceAll('_', '')) + 1}`];
  else if (ts.isStringLiteral(node) && !ts.isCaseClause(node.parent)) yield ['literal', "''"];
  else if (ts.isArrayLiteralExpression(node) && node.elements.length > 0) yield ['literal', '[]'];
  else if (ts.isBinaryExpression(node) && node.operatorToken.kind === K.QuestionQuestionToken) {
    yield ['default', textOf(node.left)];
    yield ['default', textOf(node.right)];
  } else if (ts.isSpreadAssignment(node)) yield ['spread', '...{}'];
  else if (ts.isPropertyAccessExpression(node)) {
    const other = methods.get(node.name.text);
    const isCalled = ts.isCallExpression(node.parent) && node.parent.expression === node;
    if (isCalled && other) yield ['method', `${textOf(node.expression)}${node.questionDotToken ? '?.' : '.'}${other}`];
  } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    if (passing.has(node.expression.name.text)) yield ['method', textOf(node.expression.expression)];
  }
}

export const mutated = (text, { start, end, now }) => text.slice(0, start) + now + text.slice(end);
