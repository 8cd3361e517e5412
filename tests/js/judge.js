// Judges JSON values by JSON Schemas with ajv: one JSON message a line in, one a line out.
//   in   {"schema": "name", "define": {...}}  remember a schema under a name
//        {"schema": "name", "value": ...}     judge a value by it
//   out  {"errors": ["/seconds must be <= 15", ...]}, empty where the value is valid
import { createInterface } from "node:readline";
import Ajv2020 from "ajv/dist/2020.js";

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTypes: true });
const validators = new Map();

function answer(message) {
  if (message.define !== undefined) {
    validators.set(message.schema, ajv.compile(message.define));
    return { errors: [] };
  }
  const validate = validators.get(message.schema);
  if (validate === undefined) return { failure: `no schema ${message.schema}` };
  const valid = validate(message.value);
  const errors = valid ? [] : validate.errors;
  return { errors: errors.map((each) => `${each.instancePath} ${each.message}`) };
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply;
  try {
    reply = answer(JSON.parse(line));
  } catch (error) {
    reply = { failure: String(error) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
