; Definitions: top-level keys only.
(document (object (pair key: (string (string_content) @name)) @definition.property))
