// A mock for each worker of Vitest: started before its tests, stopped after them.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const COMMAND = (process.env.COMETVIDEO ?? "cometvideo").split(" ");

export async function startMock(...options) {
  const [program, ...first] = COMMAND;
  const child = spawn(program, [...first, "mock", "--strict", ...options], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const [base] = await new Promise((found) => lines.once("line", (line) => found(line.split(" "))));
  const origin = base.replace(/\/v1$/, "");
  const control = async (path, body) => {
    const headers = { "Content-Type": "application/json" };
    const post = body && { method: "POST", headers, body: JSON.stringify(body) };
    const answer = await fetch(`${origin}/_mock/${path}`, post);
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  return { baseURL: base, control, stop: () => child.kill() };
}
