import { randomInt } from "node:crypto";

/** adjective-noun-number, the number being the run's place in its project: "calm-otter-7". */
export function makeRunName(number: number, random: (max: number) => number = randomInt): string {
  return `${ADJECTIVES[random(ADJECTIVES.length)]}-${NOUNS[random(NOUNS.length)]}-${number}`;
}

const ADJECTIVES = (
  "amber ancient autumn bold brave breezy bright calm clear clever cosmic crimson crisp curious dainty daring deep " +
  "eager early easy fair fancy fearless fine firm fluent fresh gentle gilded glad golden good grand happy hearty " +
  "honest icy jolly keen kind late light likely lively lucky lunar mellow merry mild misty neat noble olive patient " +
  "playful polished proud quick quiet rapid rare ready rosy royal rustic serene sharp silver smooth snowy soft solar " +
  "spring stellar still sunny super swift tidy vivid warm wild wise worthy young zesty"
).split(" ");
const NOUNS = (
  "acorn arrow badger beacon birch bird bloom breeze brook butterfly canyon cedar cloud comet coral crane creek dawn " +
  "deer delta dew dragon dream dune eagle ember falcon feather fern field fire firefly fjord flower fog forest fox " +
  "galaxy garden glacier glade grove gull harbor haze hill island jazz lake lantern leaf lion lotus lynx maple meadow " +
  "moon mountain night oak oasis ocean orbit orchid otter owl paper pebble pine planet plum pond puma rain raven " +
  "reef ridge river robin sage sea shadow shape sky snow sparrow spruce star stone storm sun sunset surf swan thunder " +
  "tide tree valley violet voice water wave willow wind wood wren"
).split(" ");
