import * as layout from './layout-rules.js';
import * as text from './text-rules.js';

/** The rules a linter cannot check, by the claim that each makes about the repository. */
export const houseRules = {
  'a source file has at most 300 lines': layout.longFiles,
  'a layer of the model is read in one sitting: at most 800 lines': layout.longLayers,
  'each folder has one door, and nobody climbs in beside it': layout.closedDoors,
  'imports follow the arrows: model and implementation never see each other':
    layout.permittedImports,
  'the compiler is told the same arrows': layout.tsconfigReferences,
  'file names are kebab-case': layout.kebabCase,
  'every counterexample lies where replay looks for it': layout.namedCounterexamples,
  'every export of contract, model and checker has a sentence': text.documentedExports,
  'only seeded defects replace parts of the implementation': text.shippedParts,
  'the implementation does not know that it is watched': text.unawareImplementation,
  'nothing is left lying about: no open ends, no silenced checks': text.noLeftovers,
  'one idea has one word, the one in the glossary': text.glossaryWords,
  'a property names its seed, runs and scope at the top': text.namedRuns,
  'README, CI and package.json name the same commands': text.commandsAgree,
  'a file that prose names is there': text.namedFilesExist,
  'every fact that is cited by number has its row': text.citedFacts,
  'nothing committed names a path of one machine': text.noLocalPaths,
} satisfies Record<string, layout.Rule>;
