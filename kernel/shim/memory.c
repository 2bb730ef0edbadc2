#include <linux/string.h>
#include "heap.h"
#include "wasm.h"

#define WASM_PAGE 65536u

extern char __heap_base;
/* The end of everything that is state: what lies behind it means nothing. */
static char *heap_end = &__heap_base;

static void have_until(const char *end)
{
	unsigned int have = __builtin_wasm_memory_size(0) * WASM_PAGE;

	if ((unsigned int)end > have) {
		unsigned int pages = ((unsigned int)end - have + WASM_PAGE - 1) / WASM_PAGE;

		if (__builtin_wasm_memory_grow(0, pages) == (unsigned long)-1)
			__builtin_trap();
	}
}

void *boot_alloc(unsigned int size)
{
	char *start = heap_end;

	have_until(start + ALIGNED(size));
	heap_end += ALIGNED(size);
	return __builtin_memset(start, 0, ALIGNED(size));
}

/*
 * The memory as a snapshot: its end, and then what is not as it was when the system was booted, line
 * by line: which line, which of its words became 0, which something else, and these. The stack lies before the memory and is
 * empty between calls. Snapshots are made and read here, where a word costs less than outside.
 */

#define LINE_WORDS 8u
/* Most of the memory is as it was, and seen to be so in blocks of lines. */
#define BLOCK_LINES 4u
#define BLOCK_WORDS (BLOCK_LINES * LINE_WORDS)
#define BLOCK_BYTES (BLOCK_WORDS * 4u)
/* The most that a block takes in a snapshot: a word more for each line. */
#define BLOCK_SAVED (BLOCK_BYTES + BLOCK_LINES * 4u)

/* Of no use here, and dear in loops over all of the memory. */
#define UNCHECKED __attribute__((no_sanitize("undefined")))
#define SCAN UNCHECKED __attribute__((target("simd128")))
typedef int half_line __attribute__((vector_size(16)));
typedef signed char bytes __attribute__((vector_size(16)));

extern unsigned int __global_base;
#define IMAGE (&__global_base)

/* The memory as it was when the system was booted; what it uses since then lies behind that. */
static unsigned int *booted, *booted_end;
/* What lies there was 0. */
static const unsigned int nothing[BLOCK_WORDS];

static unsigned int *block_after(const void *at)
{
	unsigned int offset = (const char *)at - (const char *)IMAGE;

	return IMAGE + (offset + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_WORDS;
}

/* Takes the memory as it is now for that of the booted system. */
EXPORT(image_keep) void image_keep(void)
{
	unsigned int size;

	boot_alloc((char *)block_after(heap_end) - heap_end);
	size = heap_end - (char *)IMAGE;
	booted = boot_alloc(size);
	booted_end = (unsigned int *)heap_end;
	__builtin_memcpy(booted, IMAGE, size);
}

__weak void settle(void)
{
}

SCAN static bool is_same(const unsigned int *block, const unsigned int *was)
{
	const half_line *a = (const void *)block, *b = (const void *)was;

	half_line differ = (a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3]) |
			   (a[4] ^ b[4]) | (a[5] ^ b[5]) | (a[6] ^ b[6]) | (a[7] ^ b[7]);

	return !__builtin_wasm_any_true_v128((bytes)differ);
}

SCAN static unsigned int *save_block(unsigned int *to, const unsigned int *block,
				     const unsigned int *was)
{
	const unsigned int *line;

	for (line = block; line < block + BLOCK_WORDS; line += LINE_WORDS, was += LINE_WORDS) {
		const half_line *a = (const void *)line, *b = (const void *)was;
		const half_line zero = { 0 };
		unsigned int changed = ~(__builtin_wasm_bitmask_i32x4(a[0] == b[0]) |
					 __builtin_wasm_bitmask_i32x4(a[1] == b[1]) << 4) & 255u;
		unsigned int zeros = __builtin_wasm_bitmask_i32x4(a[0] == zero) |
				     __builtin_wasm_bitmask_i32x4(a[1] == zero) << 4;
		unsigned int mask = changed & ~zeros, number = (line - IMAGE) / LINE_WORDS;

		if (!changed)
			continue;
		if (number > 0xffff)
			__builtin_trap();
		*to++ = number << 16 | (changed & zeros) << 8 | mask;
		for (; mask; mask &= mask - 1)
			*to++ = line[__builtin_ctz(mask)];
	}
	return to;
}

/* Where the last snapshot lies until something else is done. */
EXPORT(image_saved) unsigned int *image_saved(void)
{
	return block_after(heap_end);
}

static unsigned int *saved_end(unsigned int *saved)
{
	return saved + 1 + (saved - IMAGE) / BLOCK_WORDS * (BLOCK_SAVED / 4);
}

/*
 * Makes a snapshot: its size in bytes, or 0 if it is the one that was put at `last` and has not been
 * overwritten since.
 */
EXPORT(image_save) SCAN unsigned int image_save(const unsigned int *last, unsigned int last_size)
{
	unsigned int *saved = image_saved(), *end = saved_end(saved), *to = saved;
	const unsigned int *block, *was = booted, *image_end = booted;
	unsigned int size, word;

	settle();
	have_until((char *)end);
	__builtin_memset(heap_end, 0, (char *)saved - heap_end);
	*to++ = (unsigned int)heap_end;
	for (block = IMAGE; block < image_end; block += BLOCK_WORDS, was += BLOCK_WORDS)
		if (!is_same(block, was))
			to = save_block(to, block, was);
	for (block = booted_end; block < saved; block += BLOCK_WORDS)
		to = save_block(to, block, nothing);
	size = (to - saved) * 4;
	if (size != last_size || last < end)
		return size;
	for (word = 0; word < size / 4; word++)
		if (saved[word] != last[word])
			return size;
	return 0;
}

/* Where a snapshot is to be put that is to be gone back to; `end` is its first word. */
EXPORT(image_room) unsigned int *image_room(char *end, unsigned int size)
{
	unsigned int *room = saved_end(block_after(end > heap_end ? end : heap_end));

	have_until((char *)room + size);
	return room;
}

/* Goes back to a snapshot that was put there. */
EXPORT(image_load) UNCHECKED void image_load(const unsigned int *from, unsigned int size)
{
	const unsigned int *from_end = from + size / 4;
	unsigned int *used = block_after(heap_end), *will = block_after((char *)*from++);

	__builtin_memcpy(IMAGE, booted, (char *)booted - (char *)IMAGE);
	__builtin_memset(booted_end, 0, (char *)(will > used ? will : used) - (char *)booted_end);
	while (from < from_end) {
		unsigned int head = *from++, *line = IMAGE + (head >> 16) * LINE_WORDS;
		unsigned int zeros = head >> 8 & 255u, mask = head & 255u;

		for (; zeros; zeros &= zeros - 1)
			line[__builtin_ctz(zeros)] = 0;
		for (; mask; mask &= mask - 1)
			line[__builtin_ctz(mask)] = *from++;
	}
}
