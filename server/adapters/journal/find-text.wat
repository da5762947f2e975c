(module
  ;; Finds a text in bytes without regard to the case of A to Z. The text stands at address 0, in
  ;; lower case; the bytes anywhere above. Reads up to 16 + $size bytes beyond $end.
  (memory (export "memory") 1)
  (func (export "find") (param $at i32) (param $end i32) (param $size i32) (result i32)
    (local $last i32) (local $hits i32) (local $start i32) (local $index i32) (local $byte i32)
    (local $first v128) (local $final v128) (local $fold v128)
    (local.set $last (i32.sub (local.get $end) (local.get $size)))
    (local.set $fold (i8x16.splat (i32.const 0x20)))
    (local.set $first (v128.or (local.get $fold) (i8x16.splat (i32.load8_u (i32.const 0)))))
    (local.set $final (v128.or (local.get $fold)
      (i8x16.splat (i32.load8_u (i32.sub (local.get $size) (i32.const 1))))))
    (block $none
      (loop $next
        (br_if $none (i32.gt_s (local.get $at) (local.get $last)))
        ;; Sixteen places at once: those whose first and last byte may fit.
        (local.set $hits (i8x16.bitmask (v128.and
          (i8x16.eq (local.get $first)
            (v128.or (local.get $fold) (v128.load align=1 (local.get $at))))
          (i8x16.eq (local.get $final)
            (v128.or (local.get $fold) (v128.load align=1
              (i32.sub (i32.add (local.get $at) (local.get $size)) (i32.const 1))))))))
        (block $tried
          (loop $try
            (br_if $tried (i32.eqz (local.get $hits)))
            (local.set $start (i32.add (local.get $at) (i32.ctz (local.get $hits))))
            (br_if $none (i32.gt_s (local.get $start) (local.get $last)))
            (local.set $hits (i32.and (local.get $hits) (i32.sub (local.get $hits) (i32.const 1))))
            (local.set $index (i32.const 0))
            (loop $compare
              (local.set $byte (i32.load8_u (i32.add (local.get $start) (local.get $index))))
              (if (i32.lt_u (i32.sub (local.get $byte) (i32.const 65)) (i32.const 26))
                (then (local.set $byte (i32.or (local.get $byte) (i32.const 0x20)))))
              (br_if $try (i32.ne (local.get $byte) (i32.load8_u (local.get $index))))
              (local.set $index (i32.add (local.get $index) (i32.const 1)))
              (br_if $compare (i32.lt_u (local.get $index) (local.get $size))))
            (return (local.get $start))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (i32.const -1)))
