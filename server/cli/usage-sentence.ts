import type { CommanderError } from "commander";
import type { Messages } from "./messages/en.ts";

/** A mistake in the command line, as commander found it, in our words and the reader's language. */
export function usageSentence({ code, message }: CommanderError, { usage }: Messages): string {
  const [first = "", hint = ""] = message.replace(/^error: /, "").split("\n");
  const [one = "", two = ""] = [...first.matchAll(/'([^']*)'/g)].map((match) => match[1]);
  const meant = /Did you mean (?:one of )?(.+)\?/.exec(hint)?.[1];
  return sentence() + (meant ? usage.meant(meant) : usage.seeHelp);

  function sentence(): string {
    switch (code) {
      case "commander.unknownCommand":
        return usage.unknownCommand(one);
      case "commander.unknownOption":
        return usage.unknownOption(one);
      case "commander.missingArgument":
        return usage.missingArgument(one);
      case "commander.optionMissingArgument":
        return usage.missingValue(one);
      case "commander.excessArguments":
        return usage.excessArguments;
      case "commander.invalidArgument":
        return usage.invalidValue(one, two, first.slice(first.indexOf("is invalid. ") + 12));
      default:
        return first.replace(/\.$/, "");
    }
  }
}
