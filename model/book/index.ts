/** What the book says about the machine beside what its objects say of themselves. */
export { type AgreementText, agreementTexts } from './agreement.js';
export { type Chapter, stateChapters, transitionChapters } from './chapters.js';
export { glossary } from './glossary.js';
export { type SmallMachine, smallMachines } from './machines.js';
export { decisions, howFactsWereRead, sections } from './sheet.js';
export { whyItStays } from './staying.js';
