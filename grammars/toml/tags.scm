; Definitions: the tables, the keys in front of them, and the keys of a table.
(table . [(bare_key) (dotted_key) (quoted_key)] @name) @definition.section
(table_array_element . [(bare_key) (dotted_key) (quoted_key)] @name) @definition.section
(document (pair . [(bare_key) (dotted_key) (quoted_key)] @name) @definition.property)
(table (pair . [(bare_key) (dotted_key) (quoted_key)] @name) @definition.property)
(table_array_element (pair . [(bare_key) (dotted_key) (quoted_key)] @name) @definition.property)
