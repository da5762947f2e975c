(module
  ;; Finds a text in bytes without regard to the case of A to Z. The text stands at address 0, in
  ;; lower case; the bytes anywhere above. Reads up to 16 + $size bytes beyond $end.
  (memory (export "memory") 1)
  (func $find (export "find") (param $at i32) (param $end i32) (param $size i32) (result i32)
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
    (i32.const -1))
  ;; Looks for the text in $count frames (frame.ts) whose addresses stand at $starts, and says of each
  ;; with a byte at $codes: 1 not there, 2 there, 3 no header lines to look at or no text to look for,
  ;; 4 reaches beyond $limit or is damaged. Frames with a code above 1 are left as they are.
  ;; $section: 0 header lines and body, 1 body, 2 header lines.
  (func (export "scan") (param $starts i32) (param $codes i32) (param $count i32) (param $limit i32)
    (param $section i32) (param $size i32)
    (local $index i32) (local $start i32) (local $end i32) (local $span i32)
    (local $summary i32) (local $detail i32) (local $lines i32) (local $from i32) (local $code i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $index) (local.get $count)))
        (block $known
          (br_if $known (i32.gt_u
            (i32.load8_u (i32.add (local.get $codes) (local.get $index))) (i32.const 1)))
          (local.set $code (i32.const 4))
          (block $decided
            (local.set $start (i32.load (i32.add
              (local.get $starts) (i32.shl (local.get $index) (i32.const 2)))))
            (local.set $span (i32.sub (local.get $limit) (local.get $start)))
            (br_if $decided (i32.lt_s (local.get $span) (i32.const 25)))
            (br_if $decided (i32.gt_u
              (i32.load offset=4 (local.get $start)) (i32.sub (local.get $span) (i32.const 12))))
            (local.set $end (i32.add (local.get $start)
              (i32.add (i32.const 12) (i32.load offset=4 (local.get $start)))))
            (local.set $summary (i32.load offset=13 (local.get $start)))
            (local.set $detail (i32.load offset=17 (local.get $start)))
            (local.set $lines (i32.load offset=21 (local.get $start)))
            (br_if $decided (i32.gt_u (local.get $summary) (local.get $span)))
            (br_if $decided (i32.gt_u (local.get $detail) (local.get $span)))
            (br_if $decided (i32.gt_u (local.get $lines) (local.get $span)))
            (local.set $from (i32.add (i32.add (local.get $start) (i32.const 25))
              (i32.add (local.get $summary) (local.get $detail))))
            (br_if $decided (i32.gt_u
              (i32.add (local.get $from) (local.get $lines)) (local.get $end)))
            (local.set $code (i32.const 3))
            (br_if $decided (i32.eqz (local.get $size)))
            (if (i32.eq (local.get $section) (i32.const 1))
              (then (local.set $from (i32.add (local.get $from) (local.get $lines))))
              (else
                (br_if $decided (i32.eqz (local.get $lines)))
                (if (i32.eq (local.get $section) (i32.const 2))
                  (then (local.set $end (i32.add (local.get $from) (local.get $lines)))))))
            (local.set $code (i32.add (i32.const 1) (i32.ge_s
              (call $find (local.get $from) (local.get $end) (local.get $size)) (i32.const 0)))))
          (i32.store8 (i32.add (local.get $codes) (local.get $index)) (local.get $code)))
        (local.set $index (i32.add (local.get $index) (i32.const 1)))
        (br $next))))
  ;; Whether a member of the body from $at to $end may fit. Its name stands at address 0 in lower case
  ;; and at 400 as it is written, between quotes. The $ranges numbers that fit stand at 512, for each
  ;; the lowest and the highest as f64. Numbers of up to 15 plain digits are certain; of any other
  ;; number the answer is yes, of words, objects and lists it is $word.
  (func $glance (param $at i32) (param $end i32) (param $size i32) (param $ranges i32)
    (param $word i32) (result i32)
    (local $byte i32) (local $index i32) (local $isMinus i32) (local $digits i32)
    (local $value f64)
    (block $none
      (loop $next
        (local.set $at (call $find (local.get $at) (local.get $end) (local.get $size)))
        (br_if $none (i32.lt_s (local.get $at) (i32.const 0)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        ;; The name in its quotes, as it is written.
        (local.set $index (i32.const 0))
        (loop $compare
          (br_if $next (i32.ne
            (i32.load8_u (i32.sub (i32.add (local.get $at) (local.get $index)) (i32.const 2)))
            (i32.load8_u offset=400 (local.get $index))))
          (local.set $index (i32.add (local.get $index) (i32.const 1)))
          (br_if $compare (i32.lt_u
            (local.get $index) (i32.add (local.get $size) (i32.const 2)))))
        (local.set $index (call $skip (i32.add (local.get $at) (local.get $size)) (local.get $end)))
        (br_if $none (i32.ge_u (local.get $index) (local.get $end)))
        (br_if $next (i32.ne (i32.load8_u (local.get $index)) (i32.const 58)))
        (local.set $index (call $skip
          (i32.add (local.get $index) (i32.const 1)) (local.get $end)))
        (br_if $none (i32.ge_u (local.get $index) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $index)))
        ;; A number that was sent as text compares as a number, too, where it is long enough.
        (if (i32.and
          (i32.eq (local.get $byte) (i32.const 34))
          (call $isNumeric (i32.load8_u offset=1 (local.get $index))))
          (then (return (i32.const 1))))
        (if (i32.eqz (call $isNumeric (local.get $byte)))
          (then
            (br_if $next (i32.eqz (local.get $word)))
            (return (i32.const 1))))
        (local.set $isMinus (i32.eq (local.get $byte) (i32.const 45)))
        (local.set $index (i32.add (local.get $index) (local.get $isMinus)))
        (local.set $value (f64.const 0))
        (local.set $digits (i32.const 0))
        (block $read
          (loop $digit
            (br_if $read (i32.ge_u (local.get $index) (local.get $end)))
            (local.set $byte (i32.load8_u (local.get $index)))
            (br_if $read (i32.ge_u
              (i32.sub (local.get $byte) (i32.const 48)) (i32.const 10)))
            (local.set $value (f64.add (f64.mul (local.get $value) (f64.const 10))
              (f64.convert_i32_u (i32.sub (local.get $byte) (i32.const 48)))))
            (local.set $digits (i32.add (local.get $digits) (i32.const 1)))
            (local.set $index (i32.add (local.get $index) (i32.const 1)))
            (br_if $digit (i32.le_u (local.get $digits) (i32.const 15)))
            (return (i32.const 1)))
          (unreachable))
        ;; A point, an exponent or a sign behind the digits.
        (if (i32.lt_u (local.get $index) (local.get $end))
          (then
            (if (i32.or (call $isNumeric (local.get $byte)) (i32.or
              (i32.or (i32.eq (local.get $byte) (i32.const 46)) (i32.eq (local.get $byte) (i32.const 43)))
              (i32.eq (i32.or (local.get $byte) (i32.const 32)) (i32.const 101))))
              (then (return (i32.const 1))))))
        (if (local.get $isMinus)
          (then (local.set $value (f64.neg (local.get $value)))))
        (local.set $index (i32.const 0))
        (loop $range
          (if (i32.lt_u (local.get $index) (local.get $ranges))
            (then
              (if (i32.and
                (f64.ge (local.get $value)
                  (f64.load offset=512 (i32.shl (local.get $index) (i32.const 4))))
                (f64.le (local.get $value)
                  (f64.load offset=520 (i32.shl (local.get $index) (i32.const 4)))))
                (then (return (i32.const 1))))
              (local.set $index (i32.add (local.get $index) (i32.const 1)))
              (br $range))))
        (br $next)))
    (i32.const 0))
  (func $isNumeric (param $byte i32) (result i32)
    (i32.or (i32.eq (local.get $byte) (i32.const 45))
      (i32.lt_u (i32.sub (local.get $byte) (i32.const 48)) (i32.const 10))))
  ;; Where the white space of JSON ends.
  (func $skip (param $at i32) (param $end i32) (result i32)
    (local $byte i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $at)))
        (br_if $done (i32.and
          (i32.and (i32.ne (local.get $byte) (i32.const 32)) (i32.ne (local.get $byte) (i32.const 10)))
          (i32.and (i32.ne (local.get $byte) (i32.const 13)) (i32.ne (local.get $byte) (i32.const 9)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (local.get $at))
  ;; Takes back the hits of a scan in whose bodies no member may fit; parameters as of both.
  (func (export "weed") (param $starts i32) (param $codes i32) (param $count i32) (param $size i32)
    (param $ranges i32) (param $word i32)
    (local $index i32) (local $start i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $index) (local.get $count)))
        (if (i32.eq (i32.load8_u (i32.add (local.get $codes) (local.get $index))) (i32.const 2))
          (then
            (local.set $start (i32.load (i32.add
              (local.get $starts) (i32.shl (local.get $index) (i32.const 2)))))
            (if (i32.eqz (call $glance
              (i32.add (i32.add (local.get $start) (i32.const 25)) (i32.add (i32.add
                (i32.load offset=13 (local.get $start)) (i32.load offset=17 (local.get $start)))
                (i32.load offset=21 (local.get $start))))
              (i32.add (local.get $start)
                (i32.add (i32.const 12) (i32.load offset=4 (local.get $start))))
              (local.get $size) (local.get $ranges) (local.get $word)))
              (then (i32.store8
                (i32.add (local.get $codes) (local.get $index)) (i32.const 1))))))
        (local.set $index (i32.add (local.get $index) (i32.const 1)))
        (br $next)))))
