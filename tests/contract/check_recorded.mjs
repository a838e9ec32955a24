// Checks recorded exchanges, or the contract's own examples, against docs/api/kallyai.openapi.yaml.
//
//   node check_recorded.mjs EXCHANGES.jsonl   one exchange a line: {"method", "path", "request_body", "status",
//                                             "response_content_type", "response_body"}; bodies are text or JSON values
//   node check_recorded.mjs --self-check      every example of the contract against the schema it stands beside
//   node check_recorded.mjs EXCHANGES.jsonl --every-operation   as the first, and every operation must have been answered with 2xx
//
// Ends with 1 and the reasons when something does not fit, or when there was nothing to check. Exchanges outside /v1/ are no
// part of the contract and are left out; status 0 means that no answer came, then only the request is checked.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse as parseYaml } from 'yaml';

const contractFile = new URL('../../docs/api/kallyai.openapi.yaml', import.meta.url);
const contract = parseYaml(readFileSync(contractFile, 'utf8'));
const methods = ['get', 'put', 'post', 'delete', 'patch'];

// The contract carries x- members and OpenAPI's own, which are no JSON Schema: strict mode would refuse them.
const ajv = new Ajv.default({ strict: false, allErrors: true, validateSchema: false });
addFormats.default(ajv);
ajv.addSchema({ ...contract, $id: 'contract' });

const validators = new Map();

/** What is wrong with a value, as sentences, by the schema at a place (a list of member names) of the contract. */
function problemsOf(value, place) {
  const pointer = '#/' + place.map(name => encodeURIComponent(String(name).replace(/~/g, '~0').replace(/\//g, '~1'))).join('/');
  if (!validators.has(pointer))
    validators.set(pointer, ajv.compile({ $ref: `contract${pointer}` }));
  const validate = validators.get(pointer);
  if (validate(value))
    return [];
  return validate.errors.map(error => `${error.instancePath || 'the whole'} ${error.message}${describeExtra(error.params)}`);
}

function describeExtra(params) {
  return params.allowedValues ? ` (${params.allowedValues.join(', ')})` : '';
}

/** The object at a place of the contract and where it truly stands, references followed. */
function follow(place) {
  let here = contract;
  for (const name of place)
    here = here?.[name];
  return here?.$ref ? follow(here.$ref.slice(2).split('/')) : { value: here, place };
}

/** Operations that need a person or members that the contract does not know: tests/contract/server_test.cpp goes through them. */
const pages = ['startCliSignIn', 'startOauthAuthorize', 'exchangeOauthToken'];

const operations = [];
for (const [path, item] of Object.entries(contract.paths)) {
  const pattern = path.split(/\{[^}]+\}/).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^/]+');
  for (const method of methods)
    if (item[method])
      operations.push({ id: item[method].operationId, path, method, pattern: new RegExp(`^${pattern}$`), names: (path.match(/\{/g) ?? []).length, place: ['paths', path, method] });
}
operations.sort((a, b) => a.names - b.names); // "/v1/a/b" is itself before it is "/v1/a/{id}"

function parametersOf(operation) {
  const lists = [['paths', operation.path, 'parameters'], [...operation.place, 'parameters']];
  return lists.flatMap(list => (follow(list).value ?? []).map((_, index) => follow([...list, index])));
}

function problemsOfQuery(operation, query) {
  const known = new Map(parametersOf(operation).filter(({ value }) => value.in === 'query').map(found => [found.value.name, found]));
  const problems = [];
  for (const [name, text] of query) {
    const parameter = known.get(name);
    if (!parameter) {
      problems.push(`query: ${name} is not in the contract`);
      continue;
    }
    const { type } = follow([...parameter.place, 'schema']).value;
    const value = ['integer', 'number'].includes(type) && /^-?\d+(\.\d+)?$/.test(text) ? Number(text)
      : type === 'boolean' && /^(true|false)$/.test(text) ? text === 'true' : text;
    problems.push(...problemsOf(value, [...parameter.place, 'schema']).map(problem => `query ${name}: ${problem}`));
  }
  for (const [name, { value }] of known)
    if (value.required && !query.has(name))
      problems.push(`query: ${name} is missing`);
  return problems;
}

const isEmpty = body => body === undefined || body === null || body === '';

function asJson(body) {
  if (typeof body !== 'string')
    return { value: body };
  try {
    return { value: JSON.parse(body) };
  } catch {
    return { problem: 'is not JSON' };
  }
}

function problemsOfRequest(operation, body) {
  const { value: request, place } = follow([...operation.place, 'requestBody']);
  if (isEmpty(body))
    return request?.required ? ['request: a body is required'] : [];
  if (!request)
    return ['request: the contract knows no body here'];
  const type = Object.keys(request.content)[0];
  const read = type === 'application/x-www-form-urlencoded' && typeof body === 'string'
    ? { value: Object.fromEntries(new URLSearchParams(body)) } : asJson(body);
  return (read.problem ? [read.problem] : problemsOf(read.value, [...place, 'content', type, 'schema'])).map(problem => `request: ${problem}`);
}

function problemsOfResponse(operation, exchange) {
  if (!exchange.status)
    return [];
  const responses = follow([...operation.place, 'responses']);
  const key = [String(exchange.status), 'default'].find(status => responses.value[status]);
  if (!key)
    return [`status ${exchange.status} is not in the contract`];
  const { value: response, place } = follow([...responses.place, key]);
  if (!response.content)
    return [];
  const type = (exchange.response_content_type ?? '').split(';')[0].trim().toLowerCase();
  if (!response.content[type])
    return [`response: ${type || 'no content type'} is not in the contract (${Object.keys(response.content).join(', ')})`];
  const read = type === 'application/json' ? asJson(exchange.response_body) : { value: exchange.response_body ?? '' };
  const problems = read.problem ? [read.problem] : problemsOf(read.value, [...place, 'content', type, 'schema']);
  return problems.map(problem => `response ${exchange.status}: ${problem}`);
}

const answered = new Set();

function problemsOfExchange(exchange) {
  const method = String(exchange.method).toLowerCase();
  const url = new URL(exchange.path, 'http://localhost');
  const operation = operations.find(candidate => candidate.method === method && candidate.pattern.test(url.pathname));
  if (!operation)
    return ['no such operation in the contract'];
  if (exchange.status >= 200 && exchange.status < 300)
    answered.add(operation.id);
  return [
    ...problemsOfQuery(operation, url.searchParams),
    ...problemsOfRequest(operation, exchange.request_body),
    ...problemsOfResponse(operation, exchange),
  ];
}

function checkExchanges(file) {
  let checked = 0;
  const failures = [];
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line.trim() === '')
      continue;
    const { value: exchange, problem } = asJson(line);
    if (problem || typeof exchange?.path !== 'string') {
      failures.push(`line ${index + 1} is no exchange`);
      continue;
    }
    if (!exchange.path.startsWith('/v1/'))
      continue;
    ++checked;
    for (const found of problemsOfExchange(exchange))
      failures.push(`line ${index + 1}, ${exchange.method} ${exchange.path.split('?')[0]}: ${found}`);
  }
  return { checked, failures, fitting: 'exchanges fit the contract' };
}

/** Checks `example` and `examples` of whatever stands at `place`, against the schema at `schemaPlace`. */
function checkExamplesAt(holder, schemaPlace, where, report) {
  const examples = Object.entries(holder.examples ?? {}).map(([name, example]) => [name, example?.value ?? example]);
  if ('example' in holder)
    examples.push(['example', holder.example]);
  for (const [name, value] of examples) {
    ++report.checked;
    report.failures.push(...problemsOf(value, schemaPlace).map(problem => `${where}, ${name}: ${problem}`));
  }
}

/** Walks the contract: media types, parameters and headers have a schema beside their examples, schemas are their own. */
function checkExamplesBelow(place, report) {
  let here = contract;
  for (const name of place)
    here = here[name];
  if (here === null || typeof here !== 'object')
    return;
  const isSchema = place[0] === 'components' && place[1] === 'schemas' && place.length >= 3;
  if (here.schema && typeof here.schema === 'object')
    checkExamplesAt(here, [...place, 'schema'], place.join(' '), report);
  else if (isSchema && Array.isArray(here.examples))
    checkExamplesAt({ examples: here.examples }, place, place.join(' '), report);
  for (const name of Object.keys(here))
    if (!['example', 'examples', 'schema'].includes(name))
      checkExamplesBelow([...place, name], report);
}

function checkExamples() {
  const report = { checked: 0, failures: [], fitting: 'examples fit their schemas' };
  checkExamplesBelow(['paths'], report);
  checkExamplesBelow(['components'], report);
  return report;
}

const argument = process.argv[2];
if (!argument) {
  console.error('Usage: node check_recorded.mjs EXCHANGES.jsonl | --self-check');
  process.exit(2);
}
const report = argument === '--self-check' ? checkExamples() : checkExchanges(argument);
if (process.argv[3] === '--every-operation')
  for (const { id } of operations)
    if (!answered.has(id) && !pages.includes(id))
      report.failures.push(`${id} was never answered`);
for (const failure of report.failures)
  console.error(failure);
if (report.checked === 0)
  console.error('Nothing was checked');
else if (report.failures.length === 0)
  console.log(`${report.checked} ${report.fitting}`);
process.exitCode = report.failures.length > 0 || report.checked === 0 ? 1 : 0;
