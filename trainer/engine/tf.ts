// The one import of the tfjs API: everybody else takes `tf` from here.
import * as tf from "@tensorflow/tfjs";

export { tf };
