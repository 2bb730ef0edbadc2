/** One question about `implementation/`, asked while one place of it is altered: it throws where it notices. */
export interface Check {
  readonly name: string;
  readonly run: () => void | Promise<void>;
}
