; Definitions.
(function_definition name: (word) @name) @definition.function
(program
  (variable_assignment name: [(variable_name) @name (subscript name: (variable_name) @name)] . "=") @definition.variable)
(declaration_command
  [(variable_assignment name: (variable_name) @name) (variable_name) @name]) @binding.variable
(if_statement (variable_assignment name: (variable_name) @name) @binding.variable)
(elif_clause (variable_assignment name: (variable_name) @name) @binding.variable)
(else_clause (variable_assignment name: (variable_name) @name) @binding.variable)
(do_group (variable_assignment name: (variable_name) @name) @binding.variable)
(case_item (variable_assignment name: (variable_name) @name) @binding.variable)
(list (variable_assignment name: (variable_name) @name) @binding.variable)
((command
  name: (command_name (word) @_alias)
  argument: (concatenation . (word) @name)) @definition.function
  (#eq? @_alias "alias"))

; What is bound in there is local, or at least of no use outside of it.
(function_definition) @scope

; Imports.
((command
  name: (command_name (word) @_source)
  .
  argument: [(word) (string) (raw_string) (concatenation)] @import)
  (#any-of? @_source "source" "."))

; References.
(command name: (command_name (word) @reference.call))
