/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  devIndicators: false,
  // A live page renders anew several times a second: what rests on nothing that changed is left alone.
  reactCompiler: true,
  serverExternalPackages: ["better-sqlite3"],
  // Checked by `npm run check`; a build must not need the development tools.
  typescript: { ignoreBuildErrors: true },
};
