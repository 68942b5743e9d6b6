import { z } from "zod";

/** Linux takes no single argument beyond 128 KiB. */
const LONGEST_ARGUMENT = 100_000;

/** A text that may stand in an argv. */
export const Argument = z
  .string()
  .max(LONGEST_ARGUMENT)
  .refine((text) => !text.includes("\0"), {
    error: "an argument holds a NUL character, which no program can be given",
    params: { zh: "参数中含有 NUL 字符，无法传给任何程序" },
  });

/** A program by name or path. One that starts with "-" would be read as an option by what starts it. */
export const Program = Argument.refine((text) => text !== "" && !text.startsWith("-"), {
  error: 'expected the name or path of a program, not empty and not starting with "-"',
  params: { zh: "应为程序名或路径，不能为空，也不能以“-”开头" },
});
