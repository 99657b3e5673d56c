import { WithSchemaPlugin, type PluginTransformQueryArgs, type RootOperationNode } from 'kysely';

/** Qualifies what query builders name. Raw SQL writes its schema itself and passes as it is: going through it costs more than compiling it. */
export class SchemaOfBuilders extends WithSchemaPlugin {
  override transformQuery(args: PluginTransformQueryArgs): RootOperationNode {
    return args.node.kind === 'RawNode' ? args.node : super.transformQuery(args);
  }
}
