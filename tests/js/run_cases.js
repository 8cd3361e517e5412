// Runs exported cases with nothing but ajv and the exported schema, as an SDK's tests would.
//   node run_cases.js SCHEMA.json CASES.json
// Prints {"checked": {...}, "differences": [...]} and exits with 1 where there are any.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";

const [schema, cases] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
const differences = [];
const checked = { requests: 0, forms: 0, tasks: 0, errors: 0 };

function expect(name, holds, problem) {
  if (!holds) differences.push(`${name}: ${problem}`);
}

for (const { name, request, form, files, schema: expected, verdict, outcomes } of cases.requests) {
  checked.requests += 1;
  const does = validate(request) ? "accepts" : "rejects";
  expect(name, does === expected, `the schema ${does} it, expected: ${expected}`);
  const kinds = new Set(outcomes.map((each) => each.kind));
  const byOutcomes = kinds.size > 1 ? "uncertain" : kinds.has("accept") ? "valid" : "invalid";
  expect(name, byOutcomes === verdict, `outcomes say ${byOutcomes}, verdict ${verdict}`);
  if (form === null) continue;
  checked.forms += 1;
  const sent = new FormData();
  for (const part of form) {
    if (part.file === undefined) sent.append(part.name, part.text);
    else sent.append(part.name, new Blob([], { type: part.content_type ?? "" }), part.file);
  }
  for (const [field, value] of sent) {
    if (typeof value === "string") expect(name, value === String(request[field]), `form: ${field}`);
    else expect(name, value.name in files, `no such file: ${value.name}`);
  }
}

// Where videos come from the API itself, no task has a link; of an endpoint, by family.
const linked = new Set(
  cases.tasks
    .filter(({ steps }) => steps.some(({ link }) => link !== null))
    .map(({ family }) => family),
);

for (const { name, family, steps } of cases.tasks) {
  checked.tasks += 1;
  const [created, ...polls] = steps;
  const ids = new Set(steps.map((step) => step.id));
  expect(name, ids.size === 1 && created.operation !== polls[0]?.operation, "one task, two calls");
  const end = steps.findIndex((step) => step.terminal);
  expect(name, end === -1 || end === steps.length - 1, "polls on after the end");
  for (const { link, means } of steps) {
    expect(name, (link !== null) === (linked.has(family) && means === "success"), "link and end disagree");
  }
}

for (const { name, status, body } of cases.errors) {
  checked.errors += 1;
  const message = body.error?.message ?? body.message;
  expect(name, status >= 300 && typeof message === "string" && message !== "", "no message");
}

process.stdout.write(`${JSON.stringify({ checked, differences })}\n`);
process.exitCode = differences.length > 0 ? 1 : 0;
