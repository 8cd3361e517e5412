// A program that nobody here wrote the HTTP part of: `node clients.mjs fetch|openai IMAGE`.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const [library, image] = process.argv.slice(2);
const base = process.env.COMETAPI_BASE_URL;
const key = process.env.COMETAPI_KEY;
const fields = { prompt: "a cat", model: "doubao-seedance-2-0", seconds: "5", size: "1280x720" };

async function withFetch() {
  const headers = { Authorization: `Bearer ${key}` };
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("input_reference", new Blob([await readFile(image)], { type: "image/png" }), "a.png");
  let task = await (await fetch(`${base}/videos`, { method: "POST", body: form, headers })).json();
  while (!task.video_url && task.status !== "failed") {
    task = await (await fetch(`${base}/videos/${task.id}`, { headers })).json();
  }
  return task;
}

async function withOpenai() {
  const require = createRequire(`${process.env.NODE_MODULES_HOME}/`);
  const { default: OpenAI, toFile } = require("openai");
  const client = new OpenAI({ baseURL: base, apiKey: key });
  const file = await toFile(await readFile(image), "a.png", { type: "image/png" });
  let task = await client.videos.create({ ...fields, input_reference: file });
  while (!task.video_url && task.status !== "failed") task = await client.videos.retrieve(task.id);
  return task;
}

const task = await { fetch: withFetch, openai: withOpenai }[library]();
const video = await (await fetch(task.video_url)).arrayBuffer();
console.log(JSON.stringify({ id: task.id, status: task.status, bytes: video.byteLength }));
