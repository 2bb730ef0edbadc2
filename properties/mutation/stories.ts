import assert from 'node:assert/strict';
import { everything, implementation, Seen, Session } from '#harness';
import type { Check } from './check.js';
import { STORIES } from './stories-of-calls.js';
import { STORIES_OF_FILES } from './stories-of-files.js';
import { STORIES_OF_MANY } from './stories-of-many.js';
import type { Story } from './story.js';

/** Each story, its last call with the failures that it runs into, answers as the model does. */
const told = (name: string, list: readonly Story[]): Check => ({
  name,
  run() {
    const checks = { ...everything, invariants: [], transitionInvariants: [] };
    const setting = { target: implementation, checks, callers: 'sloppy', path: 'mutable' } as const;
    for (const [about, scope, actions, ...last] of list) {
      const session = new Session({ ...setting, scope, seen: new Seen() });
      for (const [at, action] of actions.entries()) {
        const faults = at === actions.length - 1 ? last : [];
        assert.equal(session.step({ action, faults }), undefined, about);
        assert.equal(session.faultsMet, faults.length, about);
      }
    }
  },
});

export const stories = told('stories that runs seldom tell, told as the model tells them', STORIES);
export const storiesOfFiles = told('stories of those who hold ids through files', STORIES_OF_FILES);
export const storiesOfMany = told('stories of things of which runs have too few', STORIES_OF_MANY);
