; Definitions: the keys of the first level are sections or properties, the ones of the second level properties.
(document
  (block_node
    (block_mapping
      (block_mapping_pair key: (flow_node (_) @name)) @definition.section)))
(document
  (block_node
    (block_mapping
      (block_mapping_pair
        value: (block_node
          (block_mapping
            (block_mapping_pair key: (flow_node (_) @name)) @definition.property))))))

; References: aliases of anchors.
(alias (alias_name) @reference.name)
