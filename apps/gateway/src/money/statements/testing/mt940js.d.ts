/** The part of `mt940js` (an independent reader, in tests only) that is compared with ours. */
declare module 'mt940js' {
  export class Parser {
    parse(text: string): readonly {
      readonly transactions: readonly {
        readonly amount: number;
        readonly entryDate: Date;
        readonly bankReference: string;
        readonly details: string;
      }[];
    }[];
  }
}
