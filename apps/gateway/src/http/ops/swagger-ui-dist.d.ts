declare module 'swagger-ui-dist/absolute-path.js' {
  /** Folder of the installed Swagger UI files. */
  export default function absolutePath(): string;
}
