; Item macros that only wrap items: what they hold is ordinary Rust, which the grammar leaves as a token tree.
((source_file (macro_invocation macro: [(identifier) @_macro (scoped_identifier name: (identifier) @_macro)] (token_tree) @content.rust))
  (#match? @_macro "^(cfg_\\w+|pin_project|pin_project_lite|thread_local|task_local)$"))
((declaration_list (macro_invocation macro: [(identifier) @_macro (scoped_identifier name: (identifier) @_macro)] (token_tree) @content.rust))
  (#match? @_macro "^(cfg_\\w+|pin_project|pin_project_lite|thread_local|task_local)$"))
