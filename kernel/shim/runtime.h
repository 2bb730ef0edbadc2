#ifndef SHIM_RUNTIME_H
#define SHIM_RUNTIME_H

/* The tree to which nodes that are made belong. */
extern unsigned int node_place;
/* Memory for the nodes of so many trees. */
void tree_memory_init(unsigned int trees);

#endif
