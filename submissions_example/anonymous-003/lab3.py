"""Lab 3, transcribed from a real submission on paper, whose author is anonymous.

The page was written for people and not for a program. Its formulas are turned into functions here, letter by
letter: the indices are those that were printed, the wrong ones included, and nothing was added or mended.

What was written where:
  heading "2 Softmax regression gradient calculation", section 2.1: equations (3) to (8) on the derivative in
    W_ij, that is question 2(a). It ends with "Combining (6) and (8) to (4), and we will get the result".
  heading "3 Chain rule", (a): "As it is using 3x3 kernel along x and y axis of input, which is 5 and 5
    respectively. The output of this layer will be (5 - 3 + 1) x (5 - 3 + 1) which is 3x3." It answers
    question 5(a), and stands here as that.
  headings 1 and 4 to 9: nothing below them.

The chain of steps is the one line to which equations (3) to (8) lead: there the page ends.
"""

import numpy as np


def softmax_regression_grad_W(W, x, b, y):
    k, d = W.shape
    G = np.zeros((k, d))
    for i in range(k):
        for j in range(d):
            e7 = np.exp(W[i, j] * x[j] + b[i])                                  # (7): one term W_ij X_j, with b_i
            C = sum(np.exp(W[i, q] * x[q] + b[i]) for q in range(d)) - e7       # (7): the sum over k of W_ik X_k
            yhat_i = e7 / (C + e7)
            dl_dyhat = -y[i] / (yhat_i * np.log(10))                            # (6): with ln 10
            e8 = np.exp(W[i, j] * x[j] + b[j])                                  # (8): here it is b_j
            dyhat_dW = x[j] * e8 / (C + e8) - x[j] * e8 ** 2 / (C + e8) ** 2    # (8)
            G[i, j] = dl_dyhat * dyhat_dW                                       # (4)
    return G


def softmax_regression_grad_chain(yhat, y, x_j, i, H):
    return [-y[i] / (yhat[i] * H.log(10)) * (x_j * yhat[i] - x_j * yhat[i] ** 2)]       # (6) and (8) in (4)


def conv_output_count():
    return (3, 3)
