// exit-with.mjs DIR CODE|SIGNAL: ends at once, by an exit code or by a signal to itself.
const [, how] = process.argv.slice(2);
console.error("the last words");
if (/^\d+$/.test(how)) process.exit(Number(how));
process.kill(process.pid, how);
setInterval(() => {}, 1000);
