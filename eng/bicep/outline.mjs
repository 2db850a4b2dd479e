// Says as JSON what Bicep files declare and use: node outline.mjs FILE...
// A syntax tree of tree-sitter, made plain: the tests know types, this knows syntax.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

const modules = path.join(path.dirname(fileURLToPath(import.meta.url)), 'node_modules');

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(path.join(modules, 'tree-sitter-bicep', 'tree-sitter-bicep.wasm')));

const line = (node) => node.startPosition.row + 1;
const named = (node) => node.namedChildren.filter((child) => child.type !== 'comment');
const unquote = (node) => node.text.slice(1, -1).replaceAll("\\'", "'").replaceAll('\\\\', '\\');

function findErrors(node, errors = []) {
  if (node.isError || node.isMissing) {
    errors.push({ line: line(node), text: node.isMissing ? `${node.type} is missing` : node.text.slice(0, 80) });
  } else {
    node.children.forEach((child) => findErrors(child, errors));
  }
  return errors;
}

// Names that an expression uses, those of its own loops aside, and the functions it calls.
function findUses(node, uses = { names: [], calls: [] }, own = new Set()) {
  if (node.type === 'for_statement') {
    const loop = loopOf(node);
    findUses(loop.source, uses, own);
    findUses(loop.body, uses, new Set([...own, ...loop.variables]));
  } else if (node.type === 'call_expression') {
    const target = node.childForFieldName('function');
    if (target.type === 'identifier') {
      uses.calls.push({ name: target.text, line: line(node) });
    } else {
      findUses(target, uses, own);
    }
    named(node.childForFieldName('arguments')).forEach((child) => findUses(child, uses, own));
  } else if (node.type === 'object_property') {
    const [key, value] = named(node);
    if (key.type !== 'identifier') findUses(key, uses, own);
    if (value) findUses(value, uses, own);
  } else if (node.type === 'identifier') {
    if (!own.has(node.text)) uses.names.push({ name: node.text, line: line(node) });
  } else {
    named(node).forEach((child) => findUses(child, uses, own));
  }
  return uses;
}

function loopOf(node) {
  const body = node.childForFieldName('body');
  const rest = named(node).filter((child) => child.id !== body.id);
  const [variables, source] = rest;
  return {
    variables: variables.type === 'for_loop_parameters' ? named(variables).map((child) => child.text) : [variables.text],
    source,
    body,
  };
}

function valueOf(node) {
  const at = { line: line(node) };
  switch (node.type) {
    case 'string':
      return named(node).some((child) => child.type === 'interpolation')
        ? { kind: 'text', text: node.text, ...at }
        : { kind: 'string', text: unquote(node), ...at };
    case 'number':
      return { kind: 'number', text: node.text, ...at };
    case 'boolean':
      return { kind: 'boolean', text: node.text, ...at };
    case 'null':
      return { kind: 'null', ...at };
    case 'object':
      return {
        kind: 'object',
        properties: named(node).filter((child) => child.type === 'object_property').map((property) => {
          const [key, value] = named(property);
          return { name: key.type === 'string' ? unquote(key) : key.text, value: valueOf(value), line: line(property) };
        }),
        ...at,
      };
    case 'array':
      return { kind: 'array', items: named(node).map(valueOf), ...at };
    case 'for_statement':
      return { kind: 'array', items: [valueOf(loopOf(node).body)], ...at };
    case 'ternary_expression':
      return {
        kind: 'choice',
        items: [valueOf(node.childForFieldName('consequence')), valueOf(node.childForFieldName('alternative'))],
        ...at,
      };
    case 'if_statement':
      return valueOf(named(node).at(-1));
    case 'identifier':
      return { kind: 'name', text: node.text, ...at };
    case 'parenthesized_expression':
      return valueOf(named(node)[0]);
    default:
      return { kind: 'expression', text: node.text, ...at };
  }
}

function decoratorsOf(nodes) {
  const calls = nodes.flatMap((node) => named(node)).map((decorator) => named(decorator)[0]);
  return Object.fromEntries(calls.map((call) => [
    call.childForFieldName('function').text,
    named(call.childForFieldName('arguments')).map(valueOf),
  ]));
}

function outline(file) {
  const text = fs.readFileSync(file, 'utf8');
  const root = parser.parse(text).rootNode;
  const result = { path: file, text, errors: findErrors(root), targetScope: 'resourceGroup', declarations: [], uses: { names: [], calls: [] } };
  let decorators = [];

  for (const node of named(root)) {
    const children = named(node);
    if (node.type === 'decorators') {
      decorators.push(node);
      continue;
    }

    if (node.type === 'target_scope_assignment') {
      result.targetScope = unquote(children[0]);
    } else if (node.type.endsWith('_declaration')) {
      const kind = node.type.slice(0, -'_declaration'.length);
      const isTyped = kind === 'parameter' || kind === 'output';
      const target = kind === 'resource' || kind === 'module' ? unquote(children[1]) : isTyped ? children[1].text : null;
      const value = children[target === null ? 1 : 2] ?? null;

      result.declarations.push({
        kind,
        name: children[0].text,
        target,
        isExisting: node.children.some((child) => child.type === 'existing' || child.text === 'existing'),
        decorators: decoratorsOf(decorators),
        value: value && !(kind === 'resource' && value.type === 'for_statement') && !(kind === 'module' && value.type === 'for_statement')
          ? valueOf(value)
          : value && valueOf(loopOf(value).body),
        line: line(node),
      });
      if (value) findUses(value, result.uses);
    }
    decorators = [];
  }
  return result;
}

console.log(JSON.stringify(process.argv.slice(2).map(outline)));
