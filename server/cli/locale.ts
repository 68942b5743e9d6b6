export type Locale = "en" | "zh-CN";

/**
 * The language to speak: that of `--lang`, else the system's. It is needed before the command line is parsed, because
 * the help is written in it. ICU reads LC_ALL, LC_MESSAGES and LANG.
 */
export function pickLocale(argv: string[], system = Intl.DateTimeFormat().resolvedOptions().locale): Locale {
  return readLocale(langOption(argv) ?? "") ?? readLocale(system) ?? "en";
}

/** "zh", "zh-CN", "zh_CN.UTF-8" → zh-CN; null for a language that we do not speak. */
export function readLocale(tag: string): Locale | null {
  const language = tag.toLowerCase().split(/[-_.]/)[0];
  return language === "zh" ? "zh-CN" : language === "en" ? "en" : null;
}

function langOption(argv: string[]): string | undefined {
  const end = argv.indexOf("--");
  const options = end < 0 ? argv : argv.slice(0, end);
  const at = options.findLastIndex((arg) => arg === "--lang" || arg.startsWith("--lang="));
  const option = options[at];
  if (option === undefined) return undefined;
  return option.startsWith("--lang=") ? option.slice("--lang=".length) : options[at + 1];
}
