;; Where a run of characters in a JSON string ends that need no look; see plain-runs.ts.
(module
  (memory (export "memory") 1)
  ;; The first byte from $at on that is a quote, a backslash or a control character; $end where
  ;; there is none before it. Reads up to 15 bytes past the end.
  (func (export "end") (param $at i32) (param $end i32) (result i32)
    (local $bytes v128) (local $found i32)
    (block $over
      (loop $next
        (br_if $over (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bytes (v128.load (local.get $at)))
        (local.set $found
          (i8x16.bitmask
            (v128.or
              (i8x16.lt_u (local.get $bytes) (i8x16.splat (i32.const 0x20)))
              (v128.or
                (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))
                (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c)))))))
        (if (i32.eqz (local.get $found))
          (then
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br $next)))
        (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))))
    (if (result i32) (i32.gt_u (local.get $at) (local.get $end))
      (then (local.get $end))
      (else (local.get $at)))))
