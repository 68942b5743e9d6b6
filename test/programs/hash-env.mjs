// hash-env.mjs NAME: writes the SHA-256 of an environment variable into VELA_RUN_DIR/hash, so that its value is nowhere.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";

const value = process.env[process.argv[2]] ?? "";
writeFileSync(`${process.env.VELA_RUN_DIR}/hash`, createHash("sha256").update(value).digest("hex"));
