#!/usr/bin/env node
// show-start.mjs …: writes argv, folder and environment into VELA_RUN_DIR/start-<attempt>.json and ends. Stands in for a Python too.
import { writeFileSync } from "node:fs";

const { VELA_RUN_DIR, VELA_ATTEMPT } = process.env;
const start = { argv: process.argv.slice(2), cwd: process.cwd(), env: process.env };
writeFileSync(`${VELA_RUN_DIR}/start-${VELA_ATTEMPT}.json`, JSON.stringify(start));
console.log("started");
