; Definitions: named groups.
(named_capturing_group (group_name) @name) @definition.variable

; References.
(backreference_escape (group_name) @reference.name)
